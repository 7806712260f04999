"""The case book, its outbox, and the deliveries that carry a case to a desk."""
