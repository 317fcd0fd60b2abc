"""What is behind `launcher.actions.measure`: what is wanted, planned, done and said of it.

Only `evidence` is imported from elsewhere too: those who judge and predict need no run.
"""
