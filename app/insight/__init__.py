"""What is counted of how the site is used, without any personal data."""
