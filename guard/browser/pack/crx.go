package pack

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// The format of a CRX file, version 3 (components/crx_file/crx3.proto and crx_creator.cc of Chromium):
// "Cr24", the version, the length of the header, each number of four bytes with the lowest first; the header, a protobuf
// CrxFileHeader; and a zip archive.
const (
	crxMagic   = "Cr24"
	crxVersion = 3
	crxLabel   = "CRX3 SignedData\x00" // what is signed begins with it, lest the signature serve for something else

	fieldRSA    = 2     // CrxFileHeader.sha256_with_rsa, an AsymmetricKeyProof
	fieldSigned = 10000 // CrxFileHeader.signed_header_data, a SignedData
	fieldKey    = 1     // AsymmetricKeyProof.public_key
	fieldProof  = 2     // AsymmetricKeyProof.signature
	fieldID     = 1     // SignedData.crx_id

	idBytes = 16
)

// CRX3 gives the extension as a file for Chromium's family, signed with an office's key.
func CRX3(key *rsa.PrivateKey, files Files) ([]byte, error) {
	zipped, err := archive(files)
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(der(&key.PublicKey))
	signed := field(fieldID, id[:idBytes])
	digest := crxDigest(signed, zipped)
	proof, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest)
	if err != nil {
		return nil, fmt.Errorf("sign the extension: %w", err)
	}
	proofs := append(field(fieldKey, der(&key.PublicKey)), field(fieldProof, proof)...)
	header := append(field(fieldRSA, proofs), field(fieldSigned, signed)...)

	out := []byte(crxMagic)
	out = binary.LittleEndian.AppendUint32(out, crxVersion)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(header)))
	out = append(out, header...)
	return append(out, zipped...), nil
}

// crxDigest is what a CRX's key signs.
func crxDigest(signed, zipped []byte) []byte {
	h := sha256.New()
	h.Write([]byte(crxLabel))
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(signed))))
	h.Write(signed)
	h.Write(zipped)
	return h.Sum(nil)
}

func field(number protowire.Number, content []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), content)
}

// ID is the name of an extension in Chromium's family: the first half of its key's SHA-256, in hexadecimal digits that
// are written from a to p.
func ID(key *rsa.PublicKey) string {
	sum := sha256.Sum256(der(key))
	id := make([]byte, 0, 2*idBytes)
	for _, b := range sum[:idBytes] {
		id = append(id, 'a'+b>>4, 'a'+b&15)
	}
	return string(id)
}

// der is the form in which a public key is hashed and sent (SubjectPublicKeyInfo).
func der(key *rsa.PublicKey) []byte {
	text, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		panic("an RSA key that cannot be written: " + err.Error()) // it only fails for a type that it does not know
	}
	return text
}
