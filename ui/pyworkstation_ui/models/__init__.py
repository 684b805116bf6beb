"""What the widgets show, as Qt objects that say what changed. They take events in and know no widget."""
