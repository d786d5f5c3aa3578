package docx

import (
	"giumat/detectors"
	"giumat/detectors/sample"
)

// places has a document for every place that text may stand in, and the lines that are to come out.
var places = []struct {
	name string
	doc  func() *sample.Word
	want []line
}{
	{"paragraph", func() *sample.Word { return sample.NewWord().Paragraph("TUYỆT MẬT") }, []line{shown("TUYỆT MẬT")}},
	{"split runs", func() *sample.Word {
		return sample.NewWord().Runs(sample.R("M"), sample.R("Ậ", sample.Bold, sample.Red), sample.R("T"))
	}, []line{shown("MẬT")}},
	{"line break", func() *sample.Word { return sample.NewWord().Paragraph("TUYỆT\nMẬT") }, []line{shown("TUYỆT"), shown("MẬT")}},
	{"tab and hyphens", func() *sample.Word {
		return body(`<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t></w:r></w:p>`)
	}, []line{shown("a\tb-c\u00ADd")}},
	{"CDATA and references", func() *sample.Word {
		return body(`<w:p><w:r><w:t>&#77;<![CDATA[Ậ]]>&#x54; &amp;</w:t></w:r></w:p>`)
	}, []line{shown("MẬT &")}},
	{"table", func() *sample.Word { return sample.NewWord().Table([]string{"Độ mật", "Mật"}) }, []line{
		{"Độ mật", detectors.Table, ""}, {"Mật", detectors.Table, ""}, {"Độ mật\tMật", detectors.Table, "row"},
	}},
	{"cell with two paragraphs", func() *sample.Word { return sample.NewWord().Table([]string{"TUYỆT\nMẬT"}) }, []line{
		{"TUYỆT", detectors.Table, ""}, {"MẬT", detectors.Table, ""}, {"TUYỆT MẬT", detectors.Table, "row"},
	}},
	{"nested table", func() *sample.Word {
		return body(`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>ngoài</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>trong</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>`)
	}, []line{{"ngoài", detectors.Table, ""}, {"trong", detectors.Table, ""}}},
	{"text box, new and old form", func() *sample.Word { return sample.NewWord().Box("TUYỆT", "MẬT") }, []line{
		{"TUYỆT", detectors.Box, ""}, {"MẬT", detectors.Box, ""},
	}},
	{"text box, old form", func() *sample.Word { return sample.NewWord().VMLBox("MẬT") }, []line{{"MẬT", detectors.Box, ""}}},
	{"text box inside a sentence", func() *sample.Word {
		return body(`<w:p><w:r><w:t>trước </w:t></w:r><w:r><w:pict><v:rect><v:textbox><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r><w:r><w:t>sau</w:t></w:r></w:p>`)
	}, []line{{"MẬT", detectors.Box, ""}, shown("trước sau")}},
	{"shape text without a Word box", func() *sample.Word {
		return body(`<w:p><w:r><w:drawing><a:graphic><a:graphicData><a:p><a:r><a:rPr cap="all"/><a:t>mật</a:t></a:r></a:p></a:graphicData></a:graphic></w:drawing></w:r></w:p>`)
	}, []line{{"MẬT", detectors.Box, ""}}},
	{"only the fallback has it", func() *sample.Word {
		return body(`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice><mc:Fallback><w:pict><v:rect><v:textbox><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`)
	}, []line{{"MẬT", detectors.Box, "fallback"}}},
	{"letters in both branches", func() *sample.Word {
		return body(`<w:p><w:r><w:t>M</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="x"><w:t>Ậ</w:t></mc:Choice><mc:Fallback><w:t>Ậ</w:t></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>T</w:t></w:r></w:p>`)
	}, []line{shown("MẬT")}},
	{"letters in the fallback only", func() *sample.Word {
		return body(`<w:p><w:r><w:t>M</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="x"><w:symEx/></mc:Choice><mc:Fallback><w:t>Ậ</w:t></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>T</w:t></w:r></w:p>`)
	}, []line{shown("MẬT")}},
	{"header", func() *sample.Word { return sample.NewWord().Header("MẬT") }, []line{{"MẬT", detectors.Header, ""}}},
	{"box in the header", func() *sample.Word { return sample.NewWord().HeaderBox("MẬT") }, []line{{"MẬT", detectors.Box, ""}}},
	{"footer", func() *sample.Word { return sample.NewWord().Footer("MẬT") }, []line{{"MẬT", detectors.Footer, ""}}},
	{"watermark", func() *sample.Word { return sample.NewWord().Watermark("TỐI MẬT") }, []line{{"TỐI MẬT", detectors.Watermark, ""}}},
	{"watermark in a legacy font", func() *sample.Word {
		return body(`<w:p><w:r><w:pict><v:shape><v:textpath style="font-family:&quot;.VnTimeH&quot;;font-size:1pt" string="mËt"/></v:shape></w:pict></w:r></w:p>`)
	}, []line{{"MẬT", detectors.Watermark, "decoded"}}},
	{"footnote", func() *sample.Word { return sample.NewWord().Footnote("câu", "MẬT") }, []line{shown("câu"), {"MẬT", detectors.Footnote, ""}}},
	{"endnote", func() *sample.Word { return sample.NewWord().Endnote("câu", "MẬT") }, []line{shown("câu"), {"MẬT", detectors.Endnote, ""}}},
	{"comment and its author", func() *sample.Word { return sample.NewWord().Comment("câu", "Người Duyệt", "MẬT") }, []line{
		{"Người Duyệt", detectors.Comment, ""}, {"MẬT", detectors.Comment, ""}, shown("câu"),
	}},
	{"content control, block", func() *sample.Word {
		return body(`<w:sdt><w:sdtPr><w:alias w:val="Độ mật"/><w:tag w:val="do_mat"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Mật</w:t></w:r></w:p></w:sdtContent></w:sdt>`)
	}, []line{{"Độ mật", detectors.Property, ""}, {"do_mat", detectors.Property, ""}, shown("Mật")}},
	{"content control, inline", func() *sample.Word {
		return body(`<w:p><w:r><w:t>Độ mật: </w:t></w:r><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>Mật</w:t></w:r></w:sdtContent></w:sdt></w:p>`)
	}, []line{shown("Độ mật: Mật")}},
	{"content control, row and cell", func() *sample.Word {
		return body(`<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:sdtContent></w:sdt><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>`)
	}, []line{{"a", detectors.Table, ""}, {"b", detectors.Table, ""}}},
	{"drop-down field", func() *sample.Word {
		return body(`<w:p><w:r><w:t>Độ mật: </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:default w:val="0"/><w:listEntry w:val="Thường"/><w:listEntry w:val="Mật"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`)
	}, []line{{"FORMDROPDOWN", detectors.Field, ""}, shown("Độ mật: Mật")}},
	{"field", func() *sample.Word {
		return body(`<w:p><w:r><w:t>trước </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> QUOTE </w:instrText></w:r><w:r><w:instrText>MẬT</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>kết quả</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`)
	}, []line{{"QUOTE MẬT", detectors.Field, ""}, shown("trước kết quả")}},
	{"simple field, link, smart tag, ruby, formula", func() *sample.Word {
		return body(`<w:p><w:fldSimple w:instr="DOCPROPERTY x"><w:r><w:t>a</w:t></w:r></w:fldSimple><w:hyperlink w:anchor="x" w:tooltip="gợi ý"><w:r><w:t>b</w:t></w:r></w:hyperlink><w:smartTag w:uri="u" w:element="e"><w:r><w:t>c</w:t></w:r></w:smartTag><w:r><w:ruby><w:rt><w:r><w:t>trên</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>d</w:t></w:r></w:rubyBase></w:ruby></w:r><m:oMath><m:r><m:t>e</m:t></m:r></m:oMath></w:p>`)
	}, []line{{"DOCPROPERTY x", detectors.Field, ""}, {"gợi ý", detectors.AltText, ""}, shown("trên"), shown("abcde")}},
	{"custom XML block", func() *sample.Word {
		return body(`<w:customXml w:element="x"><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:customXml>`)
	}, []line{shown("MẬT")}},
	{"alternative texts", func() *sample.Word {
		return body(`<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" title="tên" descr="MẬT"/></wp:inline></w:drawing><w:pict><v:shape alt="dấu"/></w:pict></w:r></w:p>`)
	}, []line{{"tên", detectors.AltText, ""}, {"MẬT", detectors.AltText, ""}, {"dấu", detectors.AltText, ""}}},
	{"numbering", func() *sample.Word {
		return sample.NewWord().Part("word/numbering.xml", "", []byte(`<?xml version="1.0" encoding="UTF-8"?><w:numbering xmlns:w="u"><w:abstractNum><w:lvl><w:lvlText w:val="MẬT %1"/></w:lvl></w:abstractNum></w:numbering>`))
	}, []line{{"MẬT %1", detectors.Numbering, ""}}},
	{"document variable", func() *sample.Word {
		return sample.NewWord().Part("word/settings.xml", "", []byte(`<?xml version="1.0" encoding="UTF-8"?><w:settings xmlns:w="u"><w:docVars><w:docVar w:name="do_mat" w:val="Mật"/></w:docVars></w:settings>`))
	}, []line{{"do_mat: Mật", detectors.Property, ""}}},
	{"core properties", func() *sample.Word {
		return sample.NewWord().Core("dc:title", "Kế hoạch").Core("cp:keywords", "MẬT")
	}, []line{
		{"MẬT", detectors.Property, ""}, {"Kế hoạch", detectors.Property, ""},
	}},
	{"custom property", func() *sample.Word { return sample.NewWord().Property("Độ mật", "Tối mật") }, []line{{"Độ mật: Tối mật", detectors.Property, ""}}},
	{"custom data", func() *sample.Word {
		return sample.NewWord().CustomXML(`<h:ho_so xmlns:h="u" loai="x"><do_mat>Mật</do_mat></h:ho_so>`)
	}, []line{
		{"loai: x", detectors.Property, ""}, {"do_mat: Mật", detectors.Property, ""},
	}},
	{"custom data that looks like Word's", func() *sample.Word { return sample.NewWord().CustomXML(`<document><p>Mật</p></document>`) }, []line{
		{"p: Mật", detectors.Property, ""},
	}},
	{"chart", func() *sample.Word {
		return sample.NewWord().Part("word/charts/chart1.xml", "", []byte(`<?xml version="1.0" encoding="UTF-8"?><c:chartSpace xmlns:c="u" xmlns:a="v"><c:title><c:tx><c:rich><a:p><a:r><a:t>MẬT</a:t></a:r></a:p></c:rich></c:tx></c:title><c:cat><c:pt><c:v>Tối mật</c:v></c:pt></c:cat></c:chartSpace>`))
	}, []line{{"MẬT", detectors.Chart, ""}, {"Tối mật", detectors.Chart, ""}}},
	{"diagram", func() *sample.Word {
		return sample.NewWord().Part("word/diagrams/data1.xml", "", []byte(`<?xml version="1.0" encoding="UTF-8"?><d:dataModel xmlns:d="u" xmlns:a="v"><d:pt><d:t><a:p><a:r><a:t>MẬT</a:t></a:r></a:p></d:t></d:pt></d:dataModel>`))
	}, []line{{"MẬT", detectors.Diagram, ""}}},
	{"glossary", func() *sample.Word {
		return sample.NewWord().Part("word/glossary/document.xml", "", []byte(`<?xml version="1.0" encoding="UTF-8"?><w:glossaryDocument xmlns:w="u"><w:docPartBody><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:docPartBody></w:glossaryDocument>`))
	}, []line{shown("MẬT")}},
	{"part that nothing refers to", func() *sample.Word {
		return sample.NewWord().Part("word/old/header9.bin", "", []byte(`<w:hdr xmlns:w="u"><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>`))
	}, []line{{"MẬT", detectors.Header, ""}}},
	{"flat package", func() *sample.Word {
		return sample.NewWord().AltChunk("word/chunk1.xml", "application/xml", []byte(`<pkg:package xmlns:pkg="u"><pkg:part><pkg:xmlData><w:hdr xmlns:w="v"><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr></pkg:xmlData></pkg:part></pkg:package>`))
	}, []line{{"MẬT", detectors.Header, ""}}},
	{"HTML chunk", func() *sample.Word {
		return sample.NewWord().AltChunk("word/chunk1.html", "text/html", []byte("<title>tên</title><style>p{}</style><p>TỐI\n <b>M</b>ẬT&nbsp;</p><table><tr><td>a<td>MẬT</table><img alt='ảnh'>một<br>hai"))
	}, []line{
		shown("tên"), shown("TỐI MẬT"),
		{"a", detectors.Table, ""},
		{"MẬT", detectors.Table, ""},
		{"a\tMẬT", detectors.Table, "row"},
		{"ảnh", detectors.AltText, ""},
		shown("một"), shown("hai"),
	}},
	{"HTML chunk with Word's shapes", func() *sample.Word {
		return sample.NewWord().AltChunk("word/chunk1.html", "text/html", []byte(`<p>a<!--[if gte vml 1]><v:shape><v:textpath string="TỐI MẬT"/><v:textbox><div><p>MẬT</p></div></v:textbox></v:shape><![endif]--><!-- x --></p>`))
	}, []line{{"TỐI MẬT", detectors.Watermark, ""}, shown("a"), shown("MẬT")}},
	{"MHT chunk", func() *sample.Word {
		return sample.NewWord().AltChunk("word/chunk1.mht", "message/rfc822", []byte("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n"+
			"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>T=E1=BB=90I M=E1=BA=AC=\r\nT</p>\r\n--b\r\n"+
			"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nTeG6rFQ=\r\n--b\r\nContent-Type: image/png\r\n\r\nxx\r\n--b--\r\n"))
	}, []line{shown("TỐI MẬT"), shown("MẬT")}},
	{"RTF chunk", func() *sample.Word {
		return sample.NewWord().AltChunk("word/chunk1.rtf", "application/rtf", []byte(`{\rtf1\ansi\uc1{\header \u7852?}M\u7852?T\par}`))
	}, []line{{"Ậ", detectors.Header, ""}, shown("MẬT")}},
	{"plain text chunk", func() *sample.Word {
		return sample.NewWord().AltChunk("word/chunk1.txt", "text/plain", []byte("một\r\nMẬT\r\n")).AltChunk("word/chunk2.txt", "text/plain", []byte("M\xc2\xf2T"))
	}, []line{shown("một"), shown("MẬT"), shown("MÂ\u0323T")}},
	{"document chunk", func() *sample.Word {
		return sample.NewWord().AltChunk("word/chunk1.docx", "application/x", sample.NewWord().Header("MẬT").Bytes())
	}, []line{{"MẬT", detectors.Header, ""}}},
	{"embedded document", func() *sample.Word {
		return sample.NewWord().Part("word/embeddings/d.docx", "application/x", sample.NewWord().Box("MẬT").Bytes())
	}, []line{{"MẬT", detectors.Box, ""}}},
	{"picture with text", func() *sample.Word {
		return sample.NewWord().Part("word/media/a.svg", "image/svg+xml", []byte(`<svg xmlns="u"><text><tspan>MẬT</tspan></text></svg>`))
	}, []line{{"MẬT", detectors.Box, ""}}},
}
