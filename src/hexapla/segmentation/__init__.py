"""Sentence segmentation: rules over offsets, with data for each language.

`Segmenter` splits the text of one block into segments and never changes it; `Segmenter.explain`
shows every position it considered and the rule that decided.
"""

from hexapla.segmentation.segmenter import Decision, RecordingSegmenter, Segmenter

__all__ = ["Decision", "RecordingSegmenter", "Segmenter"]
