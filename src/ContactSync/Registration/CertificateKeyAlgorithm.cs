namespace ContactSync;

/// <summary>The kind of key of a certificate that is made here.</summary>
public enum CertificateKeyAlgorithm
{
    /// <summary>RSA of 3072 bits.</summary>
    Rsa3072,

    /// <summary>The curve P-256. The identity platform takes no sign-in with it.</summary>
    EcdsaP256,
}
