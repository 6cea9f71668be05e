"""How the desk writes days and hours: Django has no form of an hour of a day in Arabic."""
