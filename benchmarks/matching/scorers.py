"""The engine on the public data, and one function a variant: FUNCTION(experts, questions) -> scores."""
