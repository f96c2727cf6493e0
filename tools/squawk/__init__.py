"""Hold squawk's reports against ours."""
