"""The application (申请): from the draft to the result."""
