"""The calendar feed: a secret address for each person, which their calendar reads again and again."""
