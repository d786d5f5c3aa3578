// Command show opens one window for the tests and the pictures of package dialog. It takes a link.Question as JSON in
// its standard input and writes the link.Answer as JSON. With a word as argument it opens another window, titled as
// the question: "list", "entry", "folder" or "message"; "asked", "quarantined" and "warned" ask a question of their own
// in the words of the guard about a made-up file.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"giumat/guard/link"
	"giumat/guard/texts"
	"giumat/tray/dialog"
)

func main() {
	if err := show(append(os.Args[1:], "")[0]); err != nil {
		fmt.Fprintln(os.Stderr, "show:", err)
		os.Exit(1)
	}
}

func show(what string) error {
	vi, err := texts.Load("vi")
	if err != nil {
		return err
	}
	d := dialog.New(vi)
	d.Failed = func(err error) { fmt.Fprintln(os.Stderr, "show:", err) }
	q := example(vi, what)
	if q.Kind == "" {
		if err := json.NewDecoder(os.Stdin).Decode(&q); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(open(d, q, what))
}

// example is a question as the guard asks it, or an empty one where what names none.
func example(vi *texts.Catalog, what string) link.Question {
	kinds := map[string]link.Kind{"asked": link.Warn, "quarantined": link.Blocked, "warned": link.AtRest}
	where := "ổ đĩa rời"
	if what == "warned" {
		where = "máy tính này"
	}
	say := func(key string) string {
		return vi.Say(key, "level", "TỐI MẬT", "file", "Báo cáo tình hình quý III.docx", "where", where,
			"id", "20260301-7f3a", "contact", "Nguyễn Văn A, 0123 456 789")
	}
	return link.Question{
		Kind: kinds[what], Title: say("notice_" + what + "_marked_title"), MayGoOn: what == "asked", MinReason: 15,
		Body: strings.Join([]string{say("notice_" + what + "_marked_body"), say("notice_contact")}, "\n\n"),
	}
}

// open shows the window and returns what to write.
func open(d *dialog.Dialogs, q link.Question, what string) any {
	ctx := context.Background()
	switch what {
	case "list":
		rows := [][]string{{"/home/an/Tài liệu/báo cáo.docx", "TỐI MẬT"}, {`C:\new\<b>công văn</b>.pdf`, "MẬT"}}
		d.List(ctx, q.Title, q.Body, rows, []string{"Tệp", "Dấu"})
		return nil
	case "entry":
		typed, _ := d.Entry(ctx, q.Title, q.Body)
		return typed
	case "folder":
		path, _ := d.PickFolder(ctx, q.Title)
		return path
	case "message":
		d.Message(ctx, q.Title, q.Body)
		return nil
	}
	return d.Ask(ctx, q)
}
