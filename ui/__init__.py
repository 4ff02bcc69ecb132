"""The window: PySide6 Widgets over the services, and nothing more."""
