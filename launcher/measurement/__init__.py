"""What was seen on this machine: receipts of loads, the pace of devices, the speed of answers."""
