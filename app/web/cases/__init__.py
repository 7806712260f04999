"""Cases: the form that is already filled in, and the receipt."""
