//! How much memory a worker has taken. A wasm memory never shrinks, so this is also its peak.

/// Bytes of this worker's memory; 0 natively, where it is not known.
pub fn n_bytes() -> u64 {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size::<0>() as u64 * 65_536;
    #[cfg(not(target_arch = "wasm32"))]
    return 0;
}
