"""The site's database as a whole: its schema and migrations, how long it is waited for, backup and restore."""
