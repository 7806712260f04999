"""Deliveries: ways for a message to leave, all behind one port."""
