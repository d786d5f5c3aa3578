package installer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/mgr"
)

// controlManager is the Service Control Manager of Windows, with a service's name.
type controlManager struct{ name string }

// wanted is how the service is to be registered.
func wanted(program string) mgr.Config {
	return mgr.Config{
		ServiceType: windows.SERVICE_WIN32_OWN_PROCESS, StartType: mgr.StartAutomatic, DelayedAutoStart: true, ErrorControl: mgr.ErrorNormal,
		BinaryPathName: `"` + program + `" service`, // unquoted, C:\Program.exe would be tried first
		DisplayName:    "Giữ Mật", Description: "Phát hiện tài liệu có dấu hiệu chứa bí mật nhà nước trên máy tính có kết nối Internet.",
		ServiceStartName: "LocalSystem", SidType: windows.SERVICE_SID_TYPE_UNRESTRICTED,
	}
}

// restarts are what Windows does when the guard has fallen, the last also for every later time.
func restarts() []mgr.RecoveryAction {
	return []mgr.RecoveryAction{
		{Type: mgr.ServiceRestart, Delay: 5 * time.Second},
		{Type: mgr.ServiceRestart, Delay: 5 * time.Second},
		{Type: mgr.ServiceRestart, Delay: 60 * time.Second},
	}
}

// resetSeconds after a fall it counts as the first again.
const resetSeconds = 24 * 60 * 60

// stopWithin is how long Stop waits.
const stopWithin = 60 * time.Second

// open opens the service with as few rights as will do, which mgr.Connect does not.
func (c controlManager) open(manager, service uint32) (*mgr.Service, error) {
	m, err := windows.OpenSCManager(nil, nil, manager)
	if err != nil {
		return nil, err
	}
	defer windows.CloseServiceHandle(m)
	name, err := syscall.UTF16PtrFromString(c.name)
	if err != nil {
		return nil, err
	}
	h, err := windows.OpenService(m, name, service)
	if err != nil {
		return nil, err
	}
	return &mgr.Service{Name: c.name, Handle: h}, nil
}

func (c controlManager) State(program string) (ServiceState, error) {
	state := ServiceState{Manager: true}
	s, err := c.open(windows.SC_MANAGER_CONNECT, windows.SERVICE_QUERY_STATUS|windows.SERVICE_QUERY_CONFIG)
	if errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST) {
		return state, nil
	}
	if err != nil {
		return state, fmt.Errorf("look at the service: %w", err)
	}
	defer s.Close()
	state.Registered = true
	status, err := s.Query()
	if err != nil {
		return state, fmt.Errorf("look at the service: %w", err)
	}
	state.Running = status.State == svc.Running || status.State == svc.StartPending
	state.AsWanted, err = asWanted(s, wanted(program))
	return state, err
}

func asWanted(s *mgr.Service, want mgr.Config) (bool, error) {
	// The largest description of a service has 8 KiB (QueryServiceConfigW).
	buffer := make([]byte, 8<<10)
	base := (*windows.QUERY_SERVICE_CONFIG)(unsafe.Pointer(&buffer[0]))
	var needed uint32
	if err := windows.QueryServiceConfig(s.Handle, base, uint32(len(buffer)), &needed); err != nil {
		return false, fmt.Errorf("look at the service: %w", err)
	}
	if windows.UTF16PtrToString(base.BinaryPathName) != want.BinaryPathName || base.StartType != want.StartType ||
		!strings.EqualFold(windows.UTF16PtrToString(base.ServiceStartName), want.ServiceStartName) {
		return false, nil
	}
	got, err := s.Config()
	if inWine(err) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("look at the service: %w", err)
	}
	actions, err1 := s.RecoveryActions()
	reset, err2 := s.ResetPeriod()
	always, err3 := s.RecoveryActionsOnNonCrashFailures()
	if err := errors.Join(err1, err2, err3); err != nil {
		return false, fmt.Errorf("look at the service: %w", err)
	}
	return got.DelayedAutoStart == want.DelayedAutoStart && got.SidType == want.SidType &&
		slices.Equal(actions, restarts()) && reset == resetSeconds && always, nil
}

// inWine tells whether a service's setting is one that Wine 8 has not; Windows has had all since Vista.
func inWine(err error) bool { return errors.Is(err, windows.ERROR_INVALID_LEVEL) }

func (c controlManager) Put(program string) error {
	want := wanted(program)
	m, err := mgr.Connect()
	if err != nil {
		return fmt.Errorf("register the service: %w", err)
	}
	defer m.Disconnect()
	s, err := m.OpenService(c.name)
	if errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST) {
		s, err = m.CreateService(c.name, program, mgr.Config{StartType: want.StartType, ErrorControl: want.ErrorControl, DisplayName: want.DisplayName}, "service")
	}
	if err != nil {
		return fmt.Errorf("register the service: %w", err)
	}
	defer s.Close()
	for _, set := range []func() error{
		func() error { return s.UpdateConfig(want) },
		func() error { return s.SetRecoveryActions(restarts(), resetSeconds) },
		func() error { return s.SetRecoveryActionsOnNonCrashFailures(true) },
	} {
		if err := set(); err != nil && !inWine(err) {
			return fmt.Errorf("register the service: %w", err)
		}
	}
	return nil
}

func (c controlManager) Start() error {
	s, err := c.open(windows.SC_MANAGER_CONNECT, windows.SERVICE_START)
	if err == nil {
		defer s.Close()
		err = s.Start()
	}
	if err != nil && !errors.Is(err, windows.ERROR_SERVICE_ALREADY_RUNNING) {
		return fmt.Errorf("start the service: %w", err)
	}
	return nil
}

func (c controlManager) Stop() error {
	s, err := c.open(windows.SC_MANAGER_CONNECT, windows.SERVICE_STOP|windows.SERVICE_QUERY_STATUS)
	if err != nil {
		return fmt.Errorf("stop the service: %w", err)
	}
	defer s.Close()
	if _, err := s.Control(svc.Stop); err != nil && !errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
		return fmt.Errorf("stop the service: %w", err)
	}
	for deadline := time.Now().Add(stopWithin); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		status, err := s.Query()
		if err != nil || status.State == svc.Stopped {
			return err
		}
	}
	return fmt.Errorf("the service did not stop within %v", stopWithin)
}

func (c controlManager) Remove() error {
	s, err := c.open(windows.SC_MANAGER_CONNECT, windows.DELETE)
	if err != nil {
		return fmt.Errorf("remove the service: %w", err)
	}
	defer s.Close()
	return s.Delete()
}

func (controlManager) CompletesPackages() bool { return true }
