package browser_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giumat/guard/browser/nativehost"
)

const (
	hostName     = "vn.giumat.guard"
	launcherName = "host.sh" // in the profile's folder of hosts
)

// hostMode is set for the test program when it runs as the native messaging host: how that host behaves.
const hostMode = "GIUMAT_TEST_HOST"

// hostRecord is set to the file in which the host notes, a line each, what the extension says of itself.
const (
	hostRecord   = "GIUMAT_TEST_RECORD"
	recordSuffix = ".record" // added to the path of its launcher
)

const (
	modeJudges  = "judges"
	modeHangs   = "hangs"   // reads, never answers
	modeVersion = "version" // speaks another version of the protocol
)

// The made-up words by which the fake judge knows what to say about a document.
const (
	marked   = "DAU-GIA-LAP"        // block
	official = "CONG-VAN-GIA-LAP"   // ask for a reason
	endless  = "KHONG-BAO-GIO-XONG" // no verdict, ever
	slow     = "CHAM-MOT-CHUT"      // a verdict after a while
	deadly   = "CHET-NGAY"          // the host dies over it
)

const (
	blockTitle = "Đã chặn tài liệu có dấu thử nghiệm"
	warnTitle  = "Tài liệu công vụ thử nghiệm"
	minReason  = 10
)

func beHost(mode string, args []string) int {
	switch mode {
	case modeHangs:
		io.Copy(io.Discard, os.Stdin)
	case modeVersion:
		hello, _ := json.Marshal(map[string]any{"op": "hello", "v": nativehost.Version + 1, "guard": "9.9.9"})
		length := uint32(len(hello))
		os.Stdout.Write([]byte{byte(length), byte(length >> 8), byte(length >> 16), byte(length >> 24)})
		os.Stdout.Write(hello)
		io.Copy(io.Discard, os.Stdin)
	default:
		caller := nativehost.Caller(args)
		o := nativehost.Options{Version: "1.0.0", Lang: "vi", Caller: caller, Allowed: []string{caller}}
		if err := nativehost.Serve(context.Background(), os.Stdin, os.Stdout, judge{}, o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

// judge knows documents by made-up words in them.
type judge struct{}

func (judge) Known(context.Context, nativehost.Upload) nativehost.Answer {
	return nativehost.Answer{Verdict: nativehost.Need}
}

func (judge) Peek(ctx context.Context, u nativehost.Upload, head, tail []byte) nativehost.Answer {
	if len(tail) > 0 {
		return nativehost.Answer{Verdict: nativehost.Need}
	}
	return verdictOn(ctx, u, head)
}

func (judge) Read(ctx context.Context, u nativehost.Upload, body io.ReaderAt, size int64) nativehost.Answer {
	whole, err := io.ReadAll(io.NewSectionReader(body, 0, size))
	if err != nil {
		return nativehost.Answer{Verdict: nativehost.Block}
	}
	return verdictOn(ctx, u, whole)
}

func (judge) GoOn(_ context.Context, _ nativehost.Upload, reason string) nativehost.Answer {
	if len([]rune(reason)) < minReason {
		return nativehost.Answer{Verdict: nativehost.Warn, Title: warnTitle, MinReason: minReason}
	}
	return nativehost.Answer{Verdict: nativehost.Allow}
}

func (judge) Beat(string, string) {}

func (judge) Failed(kind, url, name string) {
	record, err := os.OpenFile(os.Getenv(hostRecord), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer record.Close()
	fmt.Fprintf(record, "%s %s %s\n", kind, url, name)
}

// recorded gives the lines that a host with this launcher noted.
func recorded(t testing.TB, launcher string) []string {
	t.Helper()
	content, err := os.ReadFile(launcher + recordSuffix)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(content), func(r rune) bool { return r == '\n' })
}

// launch is a script that runs the test program as a host of some mode, with the browser's arguments.
func launch(t testing.TB, mode string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s=%s %s=\"$0%s\" exec '%s' \"$@\"\n", hostMode, mode, hostRecord, recordSuffix, strings.ReplaceAll(self, "'", `'\''`))
}

func verdictOn(ctx context.Context, u nativehost.Upload, document []byte) nativehost.Answer {
	has := func(word string) bool { return bytes.Contains(document, []byte(word)) }
	if has(slow) {
		time.Sleep(2 * time.Second)
	}
	switch {
	case has(marked):
		return nativehost.Answer{Verdict: nativehost.Block, Title: blockTitle, Body: "Tệp “" + u.Name + "” có dấu thử nghiệm nên không được gửi qua hộp thư này. Hãy dừng lại và hỏi người làm công tác bảo vệ bí mật nhà nước của cơ quan."}
	case has(official):
		return nativehost.Answer{
			Verdict: nativehost.Warn, Title: warnTitle, MinReason: minReason,
			Body: "Tệp “" + u.Name + "” giống văn bản của cơ quan. Văn bản của cơ quan không gửi qua hộp thư miễn phí; nếu vẫn phải gửi, hãy ghi rõ lý do.",
		}
	case has(endless):
		<-ctx.Done()
	case has(deadly):
		os.Exit(3)
	}
	return nativehost.Answer{Verdict: nativehost.Allow}
}

// registerHost tells the browser with this profile about the test program as its host. An empty mode takes it away. The
// browser reads the launcher for each host that it starts, so a mode may change while the browser runs.
func registerHost(t testing.TB, profile, extensionID, mode string) {
	t.Helper()
	dir := filepath.Join(profile, "NativeMessagingHosts")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(dir, hostName+".json")
	if mode == "" {
		os.Remove(manifest)
		return
	}
	launcher := filepath.Join(dir, launcherName)
	if err := os.WriteFile(launcher, []byte("#!/bin/sh\n"+launch(t, mode)), 0o755); err != nil {
		t.Fatal(err)
	}
	content, err := json.Marshal(map[string]any{
		"name": hostName, "description": "Giữ Mật", "path": launcher, "type": "stdio",
		"allowed_origins": []string{"chrome-extension://" + extensionID + "/"},
	})
	if err := cmp.Or(err, os.WriteFile(manifest, content, 0o644)); err != nil {
		t.Fatal(err)
	}
}

// document makes a made-up document of about so many bytes with a word in it: to a browser it is a PDF.
func document(word string, size int) []byte {
	text := []byte(fmt.Sprintf("%%PDF-1.7\n%% %s %d\n", word, time.Now().UnixNano()))
	for len(text) < size {
		text = append(text, "0123456789abcdef kế hoạch giả lập\n"...)
	}
	return append(text, word+"\n%%EOF\n"...)
}
