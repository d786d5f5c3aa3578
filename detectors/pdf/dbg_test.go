package pdf
import ("testing";"bytes";"fmt";"io";"os")
func TestDbg(t *testing.T){
	f := os.Getenv("DBG"); if f=="" { t.Skip("") }
	d := newDetector(t, Config{})
		b,_ := os.ReadFile(f)
		box, err := d.engine.open(t.Context()); if err!=nil {t.Fatal(err)}
		doc,_ := box.load(t.Context(), io.NewSectionReader(bytes.NewReader(b),0,int64(len(b))), int64(len(b)))
		pg,_ := box.call(t.Context(),"FPDF_LoadPage",doc,0)
		tp,_ := box.call(t.Context(),"FPDFText_LoadPage",pg)
		n,_ := box.count(t.Context(),"FPDFText_CountChars",tp)
		s,_ := box.pageText(t.Context(),tp,n)
		fmt.Printf("%q\n",s)
		p := box.placing(t.Context(),tp)
		for i := range n { gen := p.ask(p.generated,i); g,ok := p.glyph(i); fmt.Printf("%q gen %d ok %v angle %.3f x %.1f y %.1f w %.1f h %.1f\n", g.r, gen, ok, g.angle,g.x,g.y,g.width,g.high) }
		box.close()
}
