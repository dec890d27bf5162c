import pathlib
import tempfile


def test_a_batch_is_a_dictionary_of_batches(torch, Image, UTKFace):
    from torch.utils.data import DataLoader

    with tempfile.TemporaryDirectory() as folder:
        names = ["20_0_3_20170116174525125.jpg", "42_1_0_20170116174525125.jpg"]
        paths = [pathlib.Path(folder) / name for name in names]
        for path, mode in zip(paths, ["RGB", "L"]):
            Image.new(mode, (30, 20)).save(path)
        lacking = "61_1_20170109150557335.jpg.chip.jpg"
        faces = UTKFace([*map(str, paths), lacking], age_mean=31, age_std=11)
        assert len(faces) == 2, "the name without a race is left out"
        (batch,) = DataLoader(faces, batch_size=2)
    assert batch["img"].shape == (2, 3, 200, 200)
    assert batch["age"].tolist() == [-1.0, 1.0]
    assert batch["gender"].tolist() == [0, 1]
    assert batch["race"].tolist() == [3, 0]
