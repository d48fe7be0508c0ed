"""The rota of flash events beside linear bounds."""
