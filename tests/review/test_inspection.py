"""The findings in an article, kept up to date while it is reviewed."""

from __future__ import annotations

from pathlib import Path

from hexapla import Language, Publication
from hexapla.review import decisions
from hexapla.review.article import ArticleReview, Change, PreparedArticles
from hexapla.review.inspection import Inspection

REVIEWER = "Ana Ruiz <ana@example.org>"


def test_a_long_article_is_checked_in_a_worker(tmp_path: Path) -> None:
    lines = [f"The mayor opened school {n} on Monday." for n in range(100, 420)]
    (tmp_path / "a.txt").write_text("\n\n".join(lines))
    publication = Publication.open(tmp_path)
    (found,) = publication.articles([tmp_path / "a.txt"])
    article = ArticleReview(PreparedArticles(publication, Language("en")), found, Language("es"))
    entries = article.read().entries
    wrong = "El alcalde abrió la escuela 999 el lunes."
    version = decisions.version(entries[7])
    change = Change(entries[7].key, version, lambda e: e and decisions.rewrite(e, wrong))
    snapshot = article.change([change], REVIEWER).snapshot
    inspection = Inspection(None)
    assert not inspection.all(snapshot)
    inspection.run(snapshot)
    problems = {ident: findings for ident, findings in inspection.all(snapshot).items() if findings}
    assert [findings[0].check for findings in problems.values()] == ["numbers"]
    stopped = Inspection(None)
    stopped.stop()
    stopped.run(snapshot)
    assert not stopped.ready
