// The process: errors, version, threads, devices, determinism.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "common.h"

std::string& last_error() {
  static thread_local std::string message;
  return message;
}

BRIDGE_API const char* bridge_last_error() { return last_error().c_str(); }

// "1.13.1": that of the headers; libtorch keeps its ABI within a release.
BRIDGE_API const char* bridge_version() { return TORCH_VERSION; }

BRIDGE_API int32_t bridge_get_num_threads() { return at::get_num_threads(); }

BRIDGE_API int bridge_set_num_threads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}

BRIDGE_API int32_t bridge_get_num_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }

BRIDGE_API int bridge_set_num_interop_threads(int32_t count) {
  return guarded([&] { at::set_num_interop_threads(count); });
}

BRIDGE_API uint8_t bridge_cuda_available() { return torch::cuda::is_available(); }

BRIDGE_API uint8_t bridge_cudnn_available() { return torch::cuda::cudnn_is_available(); }

BRIDGE_API int32_t bridge_cuda_device_count() { return static_cast<int32_t>(torch::cuda::device_count()); }

// Waits for the work queued on a GPU (-1: the current one).
BRIDGE_API int bridge_cuda_synchronize(int32_t index) {
  return guarded([&] { torch::cuda::synchronize(index); });
}

BRIDGE_API uint8_t bridge_deterministic() { return at::globalContext().deterministicAlgorithms(); }

BRIDGE_API uint8_t bridge_deterministic_warn_only() { return at::globalContext().deterministicAlgorithmsWarnOnly(); }

BRIDGE_API int bridge_set_deterministic(uint8_t enabled, uint8_t warn_only) {
  return guarded([&] { at::globalContext().setDeterministicAlgorithms(enabled != 0, warn_only != 0); });
}

BRIDGE_API uint8_t bridge_cudnn_allow_tf32() { return at::globalContext().allowTF32CuDNN(); }

BRIDGE_API void bridge_set_cudnn_allow_tf32(uint8_t allow) { at::globalContext().setAllowTF32CuDNN(allow != 0); }

BRIDGE_API uint8_t bridge_cuda_matmul_allow_tf32() { return at::globalContext().allowTF32CuBLAS(); }

BRIDGE_API void bridge_set_cuda_matmul_allow_tf32(uint8_t allow) { at::globalContext().setAllowTF32CuBLAS(allow != 0); }
