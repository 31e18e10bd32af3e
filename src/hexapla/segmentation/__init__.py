"""Sentence segmentation: rules over offsets, with language data beside them.

`Segmenter` cuts the text of one block into segments and never changes it; `Segmenter.explain`
shows each place that was considered and the rule that decided.
"""

from hexapla.segmentation.segmenter import Decision, RecordingSegmenter, Segmenter

__all__ = ["Decision", "RecordingSegmenter", "Segmenter"]
