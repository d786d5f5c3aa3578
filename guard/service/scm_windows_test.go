package service

import (
	"context"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/mgr"

	"giumat/guard/texts"
)

const testService = "GiuMatTest"

// Told so, this very program is the service that the tests install.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "service" {
		os.Exit(beService(os.Args[2] == "fail"))
	}
	os.Exit(m.Run())
}

func beService(fail bool) int {
	words, err := texts.Load(texts.Languages()[0])
	if err != nil {
		return 1
	}
	err = Run(context.Background(), Options{Name: testService, Texts: words}, func(ctx context.Context, ready func()) error {
		if fail {
			return errBroken
		}
		ready()
		<-ctx.Done()
		return nil
	})
	if err != nil {
		return 1
	}
	return 0
}

// The real service control manager starts and stops the service, and sees why it failed.
func TestUnderServiceManager(t *testing.T) {
	manager, err := mgr.Connect()
	if err != nil {
		t.Skipf("NOT RUN: the service manager does not take this user: %v", err)
	}
	defer manager.Disconnect()
	for _, c := range []struct {
		mode string
		want svc.State
		exit uint32 // when it has stopped
	}{
		{"guard", svc.Running, 0},
		{"fail", svc.Stopped, failed},
	} {
		t.Run(c.mode, func(t *testing.T) {
			s := install(t, manager, c.mode)
			if err := s.Start(); err != nil {
				t.Fatal(err)
			}
			await(t, s, c.want)
			if c.want == svc.Running {
				if _, err := s.Control(svc.Stop); err != nil {
					t.Fatal(err)
				}
			}
			end := await(t, s, svc.Stopped)
			if end.ServiceSpecificExitCode != c.exit || (end.Win32ExitCode == uint32(windows.ERROR_SERVICE_SPECIFIC_ERROR)) != (c.exit != 0) {
				t.Errorf("ended with %d, %d; want %d", end.Win32ExitCode, end.ServiceSpecificExitCode, c.exit)
			}
		})
	}
}

// install makes this program a service for the length of a test.
func install(t *testing.T, manager *mgr.Mgr, mode string) *mgr.Service {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s, err := manager.CreateService(testService, program, mgr.Config{StartType: mgr.StartManual}, "service", mode)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Delete(); err != nil {
			t.Error(err)
		}
		s.Close()
	})
	return s
}

// await waits until a service is in a state.
func await(t *testing.T, s *mgr.Service, want svc.State) svc.Status {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		now, err := s.Query()
		if err != nil {
			t.Fatal(err)
		}
		if now.State == want {
			return now
		}
		if time.Now().After(deadline) {
			t.Fatalf("the service is in state %d, want %d", now.State, want)
		}
	}
}
