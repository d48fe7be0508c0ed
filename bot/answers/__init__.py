"""Answers in writing: brought to the mentee, who says whether it is enough, and says thank you."""
