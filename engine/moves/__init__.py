"""Moving running instances to another version of their process: checked, tried out, done in one step, taken back."""
