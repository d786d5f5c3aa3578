package contentanalysis_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"giumat/guard/browser/contentanalysis"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"
)

// message builds a message field by field, as a browser would: numbers, strings, and messages within.
type message []byte

func (m message) number(n protowire.Number, v int64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), uint64(v))
}

func (m message) text(n protowire.Number, v string) message {
	return protowire.AppendString(protowire.AppendTag(m, n, protowire.BytesType), v)
}

func (m message) in(n protowire.Number, v message) message {
	return protowire.AppendBytes(protowire.AppendTag(m, n, protowire.BytesType), v)
}

// request asks about a file, with all that a browser says of it.
func request(token, path string, deadline time.Time) message {
	metadata := message{}.text(1, "https://mail.example/").text(2, "Kế hoạch.docx").text(5, "an@mail.example").text(9, "Thư mới")
	client := message{}.in(1, message{}.text(4, `PC\an`))
	return message{}.in(1, message{}.text(5, token).number(9, 2).in(10, metadata).text(11, "dlp").in(12, client).
		text(14, path).number(15, deadline.Unix()).text(16, "action of "+token).number(17, 1).number(19, 3))
}

// textRequest asks about a text.
func textRequest(token, text string) message {
	return message{}.in(1, message{}.text(5, token).number(9, 3).text(13, text).number(19, 1))
}

func cancel(action string) message { return message{}.in(3, message{}.text(1, action)) }

func TestDecode(t *testing.T) {
	when := time.Unix(1_800_000_000, 0)
	for name, c := range map[string]struct {
		raw  message
		want contentanalysis.Message
	}{
		"a file": {request("t1", `C:\Users\an\Kế hoạch.docx`, when), contentanalysis.Message{Request: &contentanalysis.Request{
			Token: "t1", Connector: contentanalysis.Attached, URL: "https://mail.example/", Path: `C:\Users\an\Kế hoạch.docx`,
			Deadline: when, Action: "action of t1", Reason: contentanalysis.Picked,
		}}},
		"a text": {textRequest("t2", "vài lời"), contentanalysis.Message{Request: &contentanalysis.Request{
			Token: "t2", Connector: contentanalysis.Entered, Text: true, Reason: contentanalysis.Pasted,
		}}},
		"a print": {
			message{}.in(1, message{}.text(5, "t3").number(9, 4).in(18, message{}.number(1, 77).number(2, 1000))),
			contentanalysis.Message{Request: &contentanalysis.Request{Token: "t3", Connector: contentanalysis.Printed}},
		},
		"what was done": {message{}.in(2, message{}.text(1, "t4").number(2, 3).number(3, 4)), contentanalysis.Message{Ack: &contentanalysis.Ack{
			Token: "t4", Status: contentanalysis.TooLate, Final: contentanalysis.FinalBlock,
		}}},
		"never mind":        {cancel("a1"), contentanalysis.Message{Cancel: "a1"}},
		"nothing":           {nil, contentanalysis.Message{}},
		"something new":     {message{}.number(4, 1).text(5, "x").in(6, message{}.number(1, 1)), contentanalysis.Message{}},
		"new within":        {message{}.in(1, message{}.text(5, "t5").text(77, "x").number(78, -1)), contentanalysis.Message{Request: &contentanalysis.Request{Token: "t5"}}},
		"a text, then path": {message{}.in(1, message{}.text(13, "x").text(5, "t6").text(14, "/a")), contentanalysis.Message{Request: &contentanalysis.Request{Token: "t6", Path: "/a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := contentanalysis.Decode(c.raw, false)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeGarbage(t *testing.T) {
	whole := request("t1", "/home/an/a.docx", time.Unix(1_800_000_000, 0))
	for name, raw := range map[string]message{
		"half a message":    whole[:len(whole)/2],
		"no token":          message{}.in(1, message{}.text(14, "/a")),
		"a long token":      message{}.in(1, message{}.text(5, strings.Repeat("t", 257))),
		"a long URL":        message{}.in(1, message{}.text(5, "t").in(10, message{}.text(1, strings.Repeat("u", 9<<10)))),
		"a long path":       message{}.in(1, message{}.text(5, "t").text(14, strings.Repeat("p", 49<<10))),
		"no UTF-8":          message{}.in(1, message{}.text(5, "t").text(14, "/\xff")),
		"a number as token": message{}.in(1, message{}.number(5, 1)),
		"a text as number":  message{}.in(1, message{}.text(5, "t").text(9, "2")),
		"a deep group":      message(strings.Repeat("\x0b", 1000)),
		"letters":           message("GET / HTTP/1.1"),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := contentanalysis.Decode(raw, false); err == nil {
				t.Errorf("understood as %+v", got)
			}
		})
	}
}

// Of a message that is too long, only a text is understood: its end does not matter.
func TestDecodeCut(t *testing.T) {
	long := textRequest("t1", strings.Repeat("x", 100_000))
	m, err := contentanalysis.Decode(long[:contentanalysis.MaxMessage], true)
	if err != nil || m.Request == nil || !m.Request.Text || m.Request.Token != "t1" {
		t.Errorf("a long text: %+v, %v", m, err)
	}
	file := message{}.in(1, message{}.text(5, "t1").text(14, "/home/an/a.docx").text(30, strings.Repeat("x", 100_000)))
	if m, err := contentanalysis.Decode(file[:contentanalysis.MaxMessage], true); err == nil {
		t.Errorf("a long message about a file: %+v", m)
	}
}

func TestEncode(t *testing.T) {
	for name, c := range map[string]struct {
		answer contentanalysis.Answer
		want   string // hexadecimal
	}{
		// {response: {token: "t", result: {tag: "dlp", status: SUCCESS}}}
		"allow": {contentanalysis.Answer{Action: contentanalysis.Allow, Rule: "M"}, "0a0c" + "0a0174" + "2207" + "0a03646c70" + "1001"},
		// ... triggered_rules: {action: BLOCK, rule_name: "M", rule_id: "r"}
		"block": {
			contentanalysis.Answer{Action: contentanalysis.Block, Rule: "M", RuleID: "r"},
			"0a16" + "0a0174" + "2211" + "0a03646c70" + "1001" + "1a08" + "0803" + "12014d" + "1a0172",
		},
		"warn": {
			contentanalysis.Answer{Action: contentanalysis.Warn, Rule: "M", RuleID: "r"},
			"0a16" + "0a0174" + "2211" + "0a03646c70" + "1001" + "1a08" + "0802" + "12014d" + "1a0172",
		},
		"no action of these": {
			contentanalysis.Answer{Action: 77, Rule: "M", RuleID: "r"},
			"0a16" + "0a0174" + "2211" + "0a03646c70" + "1001" + "1a08" + "0803" + "12014d" + "1a0172",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := hex.EncodeToString(contentanalysis.Encode("t", c.answer)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Browsers have cut answers of more than 4 KiB.
func TestAnswersAreShort(t *testing.T) {
	words := strings.Repeat("Tài liệu ", 10_000)
	got := contentanalysis.Encode(strings.Repeat("t", 256), contentanalysis.Answer{Action: contentanalysis.Block, Rule: words, RuleID: words})
	if len(got) > 1024 {
		t.Errorf("%d bytes", len(got))
	}
	if !strings.HasPrefix(words, ruleOf(t, got)) || len(ruleOf(t, got)) < 250 {
		t.Error("the name of the rule was not cut at a rune")
	}
}

// inside gives the first field of that number.
func inside(t *testing.T, raw []byte, number protowire.Number) (bytes []byte, value uint64) {
	t.Helper()
	for len(raw) > 0 {
		n, kind, length := protowire.ConsumeTag(raw)
		if length < 0 {
			t.Fatal("not a message")
		}
		raw = raw[length:]
		size := protowire.ConsumeFieldValue(n, kind, raw)
		if size < 0 {
			t.Fatal("not a message")
		}
		if n == number && kind == protowire.BytesType {
			bytes, _ = protowire.ConsumeBytes(raw)
			return bytes, 0
		}
		if n == number {
			value, _ = protowire.ConsumeVarint(raw)
			return nil, value
		}
		raw = raw[size:]
	}
	return nil, 0
}

func ruleOf(t *testing.T, raw []byte) string {
	t.Helper()
	response, _ := inside(t, raw, 1)
	result, _ := inside(t, response, 4)
	rule, _ := inside(t, result, 3)
	name, _ := inside(t, rule, 2)
	return string(name)
}

// told is the token and the number of the action of an answer.
func told(t *testing.T, raw []byte) (token string, action uint64) {
	t.Helper()
	response, _ := inside(t, raw, 1)
	result, _ := inside(t, response, 4)
	if _, status := inside(t, result, 2); status != 1 {
		t.Errorf("status %d", status)
	}
	name, _ := inside(t, response, 1)
	rule, _ := inside(t, result, 3)
	_, number := inside(t, rule, 1)
	return string(name), number
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(request("t1", "/home/an/a.docx", time.Unix(1_800_000_000, 0))), false)
	f.Add([]byte(textRequest("t2", "vài lời")), true)
	f.Add([]byte(cancel("a1")), false)
	f.Add([]byte(message{}.in(2, message{}.text(1, "t4").number(2, 3).number(3, 4))), false)
	f.Add([]byte("\x0b\x0b\x0c\x0c"), true)
	f.Fuzz(func(t *testing.T, raw []byte, cut bool) {
		m, err := contentanalysis.Decode(raw, cut)
		if err != nil || m.Request == nil {
			return
		}
		r := m.Request
		if r.Token == "" || len(r.Token) > 256 || r.Text && r.Path != "" || cut && !r.Text {
			t.Errorf("understood as a request with a token of %d bytes, text: %v, path: %v", len(r.Token), r.Text, r.Path != "")
		}
	})
}
