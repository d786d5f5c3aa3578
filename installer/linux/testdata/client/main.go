// Client is as much of a tray as the tests need: it connects with the PC's guard as the user who runs it, does one
// request, and prints the answer. It takes copied FILE..., held, today or manual.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"giumat/guard/link"
	"giumat/guard/places"
)

func main() {
	answer, err := ask(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
	fmt.Println(answer)
}

func ask(verb string, args []string) (answer any, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := link.Dial(ctx, link.Addr(places.Machine().Serving))
	if err != nil {
		return nil, err
	}
	c, err := link.Open(ctx, conn, link.RoleTray)
	if err != nil {
		return nil, err
	}
	go func() { _ = c.Run(ctx, link.Events{}) }() // ends with the process at the latest
	switch verb {
	case "copied": // whether they may stay on the clipboard
		return c.Copied(ctx, args)
	case "held":
		list, err := c.Held(ctx)
		var names []string
		for _, h := range list {
			names = append(names, h.Name)
		}
		return names, err
	case "today": // how many incidents of this user's
		s, err := c.State(ctx)
		return s.Today, err
	case "manual":
		return c.Manual(ctx)
	}
	return nil, fmt.Errorf("verb %q", verb)
}
