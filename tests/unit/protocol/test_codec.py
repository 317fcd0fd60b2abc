import pytest

from launcher.protocol import messages as m
from launcher.protocol.codec import NotAMessage, decode, encode
from launcher.protocol.measuring import LayerTimes
from launcher.protocol.scoring import Fallback


def test_a_request_comes_back_as_it_was():
    request = m.Generate(
        id=3,
        turns=(m.Turn(role="user", text='héllo\n\u2028 "q"'),),
        draw=m.DrawParameters(seed=None, temperature=0.0),
        stop=("\n\n",),
    )
    assert decode(encode(request)) == request


def test_a_message_is_one_line():
    line = encode(m.Delta(id=1, text="a\nb\r\nc", tokens=2))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


def test_nested_values_come_back_as_values():
    use = m.DeviceUse(
        name="CPU", kind="cpu", weights=5, repacked=1, kv=2, recurrent=0, compute=3, output=0
    )
    planned = m.Planned(id=9, devices=(use,), context=256, seconds=0.01, source="breakdown")
    assert decode(encode(planned)) == planned


def test_what_was_timed_comes_back_as_it_was():
    layers = (LayerTimes(layer=0, steps=(0.1, 0.2)), LayerTimes(layer=1, steps=(), prompt=0.3))
    timed = m.PaceMeasured(id=9, load_seconds=1.0, steps=(0.5,), deep=(), layers=layers)
    assert decode(encode(timed)) == timed
    asked = m.MeasurePace(
        id=9, path="x", parameters=m.EngineParameters(context=512), warm=0.1, seconds=1.0
    )
    assert decode(encode(asked)) == asked


def test_what_was_scored_and_quantized_comes_back_as_it_was():
    window = m.WindowScored(
        id=9, index=0, of=2, seconds=0.5, nll=(1.5, 2.0), kld=(0.0, 0.25), same_top=(1, 0)
    )
    assert decode(encode(window)) == window
    fell = Fallback(tensor="blk.0.ffn_down.weight", wanted="Q4_K", got="Q5_0")
    made = m.FileQuantized(id=9, size=1, seconds=2.0, fallbacks=(fell,))
    assert decode(encode(made)) == made
    asked = m.TimeModel(id=9, path="x", parameters=m.EngineParameters(context=512))
    assert decode(encode(asked)) == asked
    assert decode(encode(m.GoOn(id=10, target=9, again=True))).again


def test_a_whole_number_may_stand_for_a_fraction():
    assert decode(b'{"type":"Pong","id":1}') == m.Pong(id=1)
    line = encode(m.Planned(id=9, devices=(), context=1, seconds=2.0, source="log"))
    assert decode(line.replace(b"2.0", b"2")).seconds == 2.0


def test_half_a_character_arrives_as_it_was_sent_so_that_such_a_file_is_found():
    assert decode(encode(m.Delta(id=1, text="a\udcffb", tokens=1))).text == "a\udcffb"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[1]",
        b"hello",
        b'{"type":"Nonsense","id":1}',
        b'{"type":"Pong"}',
        b'{"type":"Pong","id":"1"}',
        b'{"type":"Pong","id":true}',
        b'{"type":"Planned","id":1,"devices":{},"context":1,"seconds":1,"source":"x"}',
        b"\xff\xfe",
    ],
)
def test_a_garbled_line_is_refused(line):
    with pytest.raises(NotAMessage):
        decode(line)
