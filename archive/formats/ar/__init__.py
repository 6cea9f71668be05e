"""Days and hours in Arabic."""
