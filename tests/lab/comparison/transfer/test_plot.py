from lab.comparison.transfer.plot import distant


def test_sizes_whose_labels_do_not_overlap() -> None:
    assert distant([7_805, 242, 811, 7_750]) == [242, 811, 7_750]
    assert distant([]) == []
