package main

import (
	"errors"
	"testing"
)

func TestOneTrayForOneGuard(t *testing.T) {
	dir := t.TempDir()
	unlock, err := lock(dir, "a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(dir, "a"); !errors.Is(err, errSecond) {
		t.Errorf("the second got %v", err)
	}
	other, err := lock(dir, "b")
	if err != nil {
		t.Errorf("a tray for another guard got %v", err)
	} else {
		other()
	}
	unlock()
	again, err := lock(dir, "a")
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	again()
}
