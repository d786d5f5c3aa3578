// Command forwarder writes the DLL that Go's runtime asks for at its start and Wine 8 lacks: bcryptprimitives.dll,
// here with nothing but the export ProcessPrng, which is forwarded to advapi32's SystemFunction036 (RtlGenRandom,
// with the same parameters). It takes the path to write. A help for tests in Wine alone: Windows 10 has the real one,
// and this is never shipped.
package main

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"fmt"
	"os"
)

// Where the one section lies in memory and in the file (PE Format, Microsoft: file alignment 512, section 4096).
const (
	sectionRVA = 0x1000
	headers    = 0x200
	base       = 0x3a0000000
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: forwarder FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], dll("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "forwarder:", err)
		os.Exit(1)
	}
}

// dll is a DLL for amd64 whose only export is forwarded.
func dll(name, export, target string) []byte {
	exports := exportSection(name, export, target)
	size := (len(exports) + headers - 1) / headers * headers

	var b bytes.Buffer
	dos := make([]byte, 64)
	copy(dos, "MZ")
	dos[60] = 64 // where the PE header begins
	b.Write(dos)
	b.WriteString("PE\x00\x00")
	put(&b, pe.FileHeader{
		Machine:              pe.IMAGE_FILE_MACHINE_AMD64,
		NumberOfSections:     1,
		SizeOfOptionalHeader: uint16(binary.Size(pe.OptionalHeader64{})),
		Characteristics:      pe.IMAGE_FILE_EXECUTABLE_IMAGE | pe.IMAGE_FILE_LARGE_ADDRESS_AWARE | pe.IMAGE_FILE_DLL,
	})
	optional := pe.OptionalHeader64{
		Magic: 0x20b, SizeOfInitializedData: uint32(size), ImageBase: base,
		SectionAlignment: 0x1000, FileAlignment: headers,
		MajorOperatingSystemVersion: 6, MajorSubsystemVersion: 6,
		SizeOfImage: sectionRVA + 0x1000, SizeOfHeaders: headers,
		Subsystem: pe.IMAGE_SUBSYSTEM_WINDOWS_CUI, NumberOfRvaAndSizes: 16,
	}
	optional.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT] = pe.DataDirectory{VirtualAddress: sectionRVA, Size: uint32(len(exports))}
	put(&b, optional)
	put(&b, pe.SectionHeader32{
		Name: [8]uint8{'.', 'e', 'd', 'a', 't', 'a'}, VirtualSize: uint32(len(exports)), VirtualAddress: sectionRVA,
		SizeOfRawData: uint32(size), PointerToRawData: headers,
		Characteristics: pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ,
	})
	b.Write(make([]byte, headers-b.Len()))
	b.Write(exports)
	b.Write(make([]byte, headers+size-b.Len()))
	return b.Bytes()
}

// exportSection is the export directory, its three tables of one entry, and the strings. An address within the section
// itself is that of a forwarder.
func exportSection(name, export, target string) []byte {
	const addresses, names, ordinals, text = 40, 44, 48, 50
	rva := func(offset int) uint32 { return uint32(sectionRVA + offset) }
	var b bytes.Buffer
	put(&b, []uint32{
		0, 0, 0, rva(text), // flags, time, version, name of the DLL
		1, 1, 1, // first ordinal, addresses, names
		rva(addresses), rva(names), rva(ordinals),
	})
	put(&b, rva(text+len(name)+1+len(export)+1))
	put(&b, rva(text+len(name)+1))
	put(&b, uint16(0))
	b.WriteString(name + "\x00" + export + "\x00" + target + "\x00")
	return b.Bytes()
}

// put writes a value of fixed size.
func put(b *bytes.Buffer, value any) {
	if err := binary.Write(b, binary.LittleEndian, value); err != nil {
		panic(err) // the value's type is at fault, not the input
	}
}
