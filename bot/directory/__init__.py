"""Who works where, and for whom, as the company's directory says."""
