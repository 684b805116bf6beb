"""The Qt desktop. It holds no truth: everything it shows came over the bus."""
