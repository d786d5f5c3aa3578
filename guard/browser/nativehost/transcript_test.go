package nativehost_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"giumat/guard/browser/nativehost"
)

// TestTranscripts plays the talks in testdata. A line is one of
//
//	judge known=warn read=block ...   what the Judge answers; panics=peek, hangs=read, silent=known;
//	                                  reads=AT+N,AT+N,... what it reads of a file, and nothing else; reads=all
//	> hello | beat | failed           what the browser says; key=value changes a field of the message
//	> start ID SIZE NAME              a made-up file of that size
//	> chunk ID AT N                a part of that file
//	> cancel ID, > reason ID WORDS
//	> raw JSON
//	< hello | need ID AT N | verdict ID VERDICT [WORDS] | error ID WORDS
//	saw ...                           the next thing that the Judge was told
//	# and why
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			lines, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) { play(t, strings.Split(string(lines), "\n")) })
		})
	}
}

func play(t *testing.T, lines []string) {
	p := player{t: t, judge: &fakeJudge{answers: map[string]nativehost.Answer{}}, files: map[int][]byte{}}
	p.browser = open(t.Context(), t, p.judge, options())
	for i, line := range lines {
		verb, rest, _ := strings.Cut(line, " ")
		switch verb {
		case "", "#":
		case "judge":
			p.turn(strings.Fields(rest))
		case ">":
			p.say(rest)
		case "<":
			if got := p.hear(); !strings.HasPrefix(got, rest) {
				t.Fatalf("line %d: want %q, got %q", i+1, rest, got)
			}
		case "saw":
			if got := p.saw(); got != rest {
				t.Fatalf("line %d: the judge saw %q, want %q", i+1, got, rest)
			}
		default:
			t.Fatalf("line %d: %q?", i+1, line)
		}
	}
	synctest.Wait()
	if more := p.saw(); more != "nothing" {
		t.Errorf("the judge saw %q too", more)
	}
	if err := p.browser.close(); err != nil {
		t.Errorf("Serve: %v", err)
	}
}

type player struct {
	t       *testing.T
	judge   *fakeJudge
	browser *browser
	files   map[int][]byte
	told    int // of what the judge saw
}

func (p *player) turn(knobs []string) {
	synctest.Wait() // nobody asks the judge now
	for _, knob := range knobs {
		key, value, _ := strings.Cut(knob, "=")
		switch key {
		case "panics":
			p.judge.panics = value
		case "silent":
			p.judge.answers[value] = nativehost.Answer{}
		case "hangs":
			p.judge.hangs = value
		case "reads":
			p.judge.reads = spans(value)
		default:
			p.judge.answers[key] = nativehost.Answer{Verdict: nativehost.Verdict(value), Title: "title", Body: key, MinReason: 10}
		}
	}
}

// spans understands AT+N,AT+N. Of all it gives nil.
func spans(s string) (list []nativehost.Span) {
	for part := range strings.SplitSeq(s, ",") {
		var one nativehost.Span
		if _, err := fmt.Sscanf(part, "%d+%d", &one.At, &one.N); err == nil {
			list = append(list, one)
		}
	}
	return list
}

func (p *player) say(what string) {
	synctest.Wait() // one thing after the other
	if raw, ok := strings.CutPrefix(what, "raw "); ok {
		p.browser.send([]byte(raw))
		return
	}
	words, changes := split(what)
	op, id := words[0], 0
	if len(words) > 1 {
		id, _ = strconv.Atoi(words[1])
	}
	message := map[string]any{"op": op, "id": id}
	switch op {
	case "hello":
		message = map[string]any{"op": op, "v": 1, "ext": "1.0.0", "browser": "firefox", "profile": "p1"}
	case "failed":
		message = map[string]any{"op": op, "kind": "timeout", "url": "https://mail.example/", "name": "Kế hoạch.docx"}
	case "beat":
		message = map[string]any{"op": op}
	case "start":
		size, _ := strconv.Atoi(words[2])
		p.files[id] = made(size)
		message = start(id, strings.Join(words[3:], " "), p.files[id])
	case "reason":
		message["text"] = strings.Join(words[2:], " ")
	case "chunk":
		at, _ := strconv.Atoi(words[2])
		n, _ := strconv.Atoi(words[3])
		p.browser.send(chunk(id, at, p.files[id][at:at+n]))
		return
	}
	for key, value := range changes {
		message[key] = value
		if n, err := strconv.Atoi(value); err == nil {
			message[key] = n
		}
	}
	p.browser.send(message)
}

// split tells words from key=value.
func split(what string) (words []string, changes map[string]string) {
	changes = map[string]string{}
	for _, word := range strings.Fields(what) {
		if key, value, ok := strings.Cut(word, "="); ok {
			changes[key] = value
		} else {
			words = append(words, word)
		}
	}
	return words, changes
}

func (p *player) hear() string {
	switch a := p.browser.receive(); a.Op {
	case "hello":
		return fmt.Sprintf("hello v%d guard %s %s %v", a.V, a.Guard, a.Lang, a.Texts)
	case "need":
		return fmt.Sprintf("need %d %d %d", a.ID, a.At, a.N)
	case "verdict":
		return fmt.Sprintf("verdict %d %s %s %s %d", a.ID, a.Verdict, a.Title, a.Body, a.MinReason)
	default:
		return fmt.Sprintf("%s %d %s", a.Op, a.ID, a.Text)
	}
}

func (p *player) saw() string {
	synctest.Wait()
	notes := p.judge.notes()
	if p.told == len(notes) {
		return "nothing"
	}
	p.told++
	return notes[p.told-1]
}
