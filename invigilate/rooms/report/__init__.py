"""What a sitting leaves for the files: its report, signed and printed."""
