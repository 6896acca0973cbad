"""Templates clean and escape texts."""

from autograder.pages.render import render


def test_a_template_cleans_texts_and_keeps_its_own_html():
    table = {"kind": "got", "caption": "got \x1b[31m<b>\x07", "rows": [[]], "differing": 0}
    html = render("arrays", pairs=[[table]], left_out=0)
    assert "<caption>got &lt;b&gt;</caption>" in html
    assert "\x07" not in html
