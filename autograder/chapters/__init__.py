"""What each chapter's exercises must satisfy."""
