"""Members who opted in to help: their profile, their pauses, their part of App Home."""
