import random

from launcher.models.variants import RepoEntry, Variant, group_variants


def grouped(*paths: str) -> tuple[Variant, ...]:
    entries = [RepoEntry(path=path, size=100 * n) for n, path in enumerate(paths, 1)]
    return group_variants(entries)


def test_files_become_variants_largest_model_first() -> None:
    variants = grouped(
        "README.md", "x-Q4_K_M.gguf", "x-Q8_0.gguf", "mmproj-F16.gguf", "x.imatrix.gguf"
    )
    assert [(v.name, v.role, v.quantization, v.size) for v in variants] == [
        ("x-Q8_0", "model", "Q8_0", 300),
        ("x-Q4_K_M", "model", "Q4_K_M", 200),
        ("mmproj-F16", "mmproj", "F16", 400),
        ("x.imatrix", "imatrix", None, 500),
    ]
    assert all(v.complete for v in variants)


def test_only_models_and_importance_matrices_count() -> None:
    names = [v.name for v in grouped("config.json", "x.safetensors", "data.dat", "imatrix.dat")]
    assert names == ["imatrix.dat"]


def test_shards_in_a_folder_are_one_variant() -> None:
    variants = grouped(
        "UD-Q4_K_XL/x-UD-Q4_K_XL-00002-of-00002.gguf",
        "UD-Q4_K_XL/x-UD-Q4_K_XL-00001-of-00002.gguf",
        "x-UD-Q2_K_XL.gguf",
    )
    (sharded,) = (v for v in variants if v.split == "gguf-split")
    assert sharded.name == "x-UD-Q4_K_XL"
    assert sharded.quantization == "UD-Q4_K_XL"
    assert sharded.size == 300
    assert sharded.complete
    assert sharded.files == (
        "UD-Q4_K_XL/x-UD-Q4_K_XL-00001-of-00002.gguf",
        "UD-Q4_K_XL/x-UD-Q4_K_XL-00002-of-00002.gguf",
    )


def test_a_lost_shard_makes_a_variant_incomplete() -> None:
    (variant,) = grouped("x-Q8_0-00001-of-00003.gguf", "x-Q8_0-00003-of-00003.gguf")
    assert not variant.complete
    assert len(variant.files) == 2


def test_files_cut_into_parts_cannot_be_loaded() -> None:
    (variant,) = grouped("x.Q6_K.gguf.part1of2", "x.Q6_K.gguf.part2of2")
    assert variant.split == "byte-split"
    assert not variant.complete
    assert variant.quantization == "Q6_K"
    assert variant.size == 300
    letters = grouped("x.Q8_0.gguf-split-b", "x.Q8_0.gguf-split-a")
    assert [v.files for v in letters] == [("x.Q8_0.gguf-split-a", "x.Q8_0.gguf-split-b")]


def test_equal_names_in_two_folders_keep_their_folders() -> None:
    variants = grouped("a/model.gguf", "b/model.gguf")
    assert [v.name for v in variants] == ["b/model", "a/model"]


def test_the_order_does_not_depend_on_the_listing() -> None:
    entries = [RepoEntry(path=f"x-{n}.gguf", size=7) for n in range(20)]
    shuffled = list(entries)
    random.Random(1).shuffle(shuffled)  # noqa: S311
    assert group_variants(entries) == group_variants(shuffled)


def test_an_empty_repository_has_no_variants() -> None:
    assert grouped() == ()
    assert grouped("README.md", ".gitattributes") == ()
