@"%~dp0..\snug-worker.exe" --terminal %*
