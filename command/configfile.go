package command

import (
	"errors"
	"io/fs"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/strictyaml"
)

// configFile is what a configuration file says.
type configFile struct {
	name    string
	values  map[string]fileValue
	sellers []server.Seller
}

// fileValue is a setting in a configuration file.
type fileValue struct {
	texts []string
	place strictyaml.Place
}

const sellersKey = "sellers"

// readConfigFile reads a configuration file: a key for each setting, by the name
// of its flag, and a list of sellers.
func readConfigFile(name string, read func(string) ([]byte, error)) (*configFile, strictyaml.Problems) {
	file := &configFile{name: name, values: map[string]fileValue{}}
	data, err := read(name)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return file, strictyaml.Problems{strictyaml.Place{File: name}.Problem(err.Error(), "")}
	}
	documents, report := strictyaml.Read(name, data)
	for i, document := range documents {
		if i > 0 {
			document.Problem("a second document", "write one only")
			break
		}
		file.readDocument(document)
	}
	return file, report.Problems()
}

func (file *configFile) readDocument(document *strictyaml.Value) {
	known := []string{sellersKey}
	for _, s := range settings {
		known = append(known, s.name)
	}
	fields := document.Fields(known...)
	for _, s := range settings {
		v := fields.Get(s.name)
		if !v.Present() {
			continue
		}
		var texts []string
		if s.list && v.Kind() == strictyaml.List {
			for _, item := range v.Items() {
				if text, ok := item.Scalar(); ok {
					texts = append(texts, text)
				}
			}
		} else if text, ok := v.Scalar(); ok {
			texts = s.split(text)
		}
		if len(texts) > 0 {
			file.values[s.name] = fileValue{texts: texts, place: v.Place()}
		} else if v.Kind() == strictyaml.List {
			v.Problem("an empty list", "write a value, or leave the key out")
		}
	}
	first := map[string]bool{}
	for _, v := range fields.Get(sellersKey).Items() {
		s := readSeller(v)
		if first[s.ID] && s.ID != "" {
			v.Problem("seller "+s.ID+" is there twice", "")
		}
		first[s.ID] = true
		file.sellers = append(file.sellers, s)
	}
}

// readSeller reads one seller, with the keys that sellers have in fixtures.
func readSeller(v *strictyaml.Value) server.Seller {
	var s server.Seller
	f := v.Fields("id", "access_key", "secret_key", "region", "store_name", "ipn_url")
	s.ID, _ = f.Need("id", "write id: "+exampleSeller.ID).Matching(sellerForm, "a seller id", "write up to 64 letters, digits and - . _ ~")
	for key, to := range map[string]*string{"access_key": &s.AccessKey, "secret_key": &s.SecretKey} {
		if text, ok := f.Get(key).Scalar(); ok && word(to, text) != nil {
			f.Get(key).Problem("can't be used", "write printable characters without spaces") // never its text
		}
	}
	if f.Get("access_key").Present() != f.Get("secret_key").Present() {
		v.Problem("a key needs both its parts", "write access_key and secret_key, or none of them")
	}
	s.Region, _ = strictyaml.OneOf(f.Get("region"), emulator.Regions...)
	s.StoreName, _ = f.Get("store_name").TextUpTo(50)
	if url, ok := f.Get("ipn_url").Text(); ok {
		if err := ipnsender.CheckURL(url); err != nil {
			f.Get("ipn_url").Problem(err.Error(), "write http://host:port/path or https://host/path")
		}
		s.IPNURL = url
	}
	return s
}
