"""What the product runs on: settings, connections, the converter, logs, and the embedded servers."""
