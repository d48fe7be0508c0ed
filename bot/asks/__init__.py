"""A pinch-point question: written, looked at by the clinic, tracked, changed, withdrawn."""
