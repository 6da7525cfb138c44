package sns

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"math/big"
)

// privateKey computes RSA signatures from the key's primes by the Chinese
// remainder theorem (RFC 8017, 5.1.2, step 2b), for two primes or more.
//
// crypto/rsa does this for two primes only. The smaller the primes, the cheaper:
// with four of them a signature of 2048 bits costs well under half of what
// crypto/rsa needs for two (BenchmarkSign), and who verifies can't tell.
// Signing is what limits how many notifications a core sends.
//
// The price is that math/big does not hide the key from somebody who can time
// it precisely. The key it is made for signs notifications of an emulator and
// lives on the machine of those who could.
type privateKey struct {
	size   int // of the modulus and of a signature, in bytes
	primes []prime
}

type prime struct {
	p        *big.Int
	exponent *big.Int // the private exponent modulo p-1
	product  *big.Int // of the primes before this one
	inverse  *big.Int // of that product, modulo p
}

// minBits keeps room for the padding of either version, and is the least that
// clients still accept.
const minBits = 1024

func newPrivateKey(key *rsa.PrivateKey) (privateKey, error) {
	if key == nil || key.N == nil || key.D == nil || len(key.Primes) < 2 {
		return privateKey{}, errors.New("the signing key is not an RSA key with its primes")
	}
	if bits := key.N.BitLen(); bits < minBits {
		return privateKey{}, fmt.Errorf("the signing key has %d bits; it needs %d, and real ones have 2048", bits, minBits)
	}
	k := privateKey{size: key.Size()}
	one, product := big.NewInt(1), big.NewInt(1)
	for _, p := range key.Primes {
		inverse := new(big.Int)
		if p == nil || p.Cmp(one) <= 0 || inverse.ModInverse(product, p) == nil {
			return privateKey{}, errors.New("the signing key has a prime that can't be one")
		}
		exponent := new(big.Int).Sub(p, one)
		k.primes = append(k.primes, prime{p, exponent.Mod(key.D, exponent), product, inverse})
		product = new(big.Int).Mul(product, p)
	}
	if product.Cmp(key.N) != 0 {
		return privateKey{}, errors.New("the signing key's primes are not those of its modulus")
	}
	return k, nil
}

// sign raises the padded text to the private exponent.
func (k privateKey) sign(padded []byte) []byte {
	m := new(big.Int).SetBytes(padded)
	signature, part, term := new(big.Int), new(big.Int), new(big.Int)
	for _, q := range k.primes {
		// signature is right modulo the primes before q. Add what makes it
		// right modulo q too: a multiple of their product.
		part.Exp(m, q.exponent, q.p)
		part.Sub(part, signature).Mul(part, q.inverse).Mod(part, q.p)
		signature.Add(signature, term.Mul(part, q.product))
	}
	return signature.FillBytes(make([]byte, k.size))
}
