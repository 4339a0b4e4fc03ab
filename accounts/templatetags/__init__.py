"""What templates may say: the frame's tags and Chinese typography."""
