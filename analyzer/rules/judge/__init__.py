"""What all rules share: how they are found, what they are shown, what they say."""
