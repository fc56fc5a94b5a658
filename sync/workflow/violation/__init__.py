"""The violations: clues, proof, graded measures (违规处理)."""
