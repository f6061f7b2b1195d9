// Random number generators.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/Generator.h>
#include <torch/cuda.h>

#include <mutex>

#include "common.h"

namespace {

at::Generator default_generator(const c10::Device& device) {
  if (device.is_cpu()) return at::detail::getDefaultCPUGenerator();
  return at::globalContext().defaultGenerator(device);
}

}  // namespace

// Seeds the generators of every device.
BRIDGE_API int bridge_manual_seed(int64_t seed) {
  return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

// Seeds the current GPU's generator, or every GPU's.
BRIDGE_API int bridge_cuda_manual_seed(int64_t seed, uint8_t all) {
  return guarded([&] {
    if (all) {
      torch::cuda::manual_seed_all(static_cast<uint64_t>(seed));
    } else {
      torch::cuda::manual_seed(static_cast<uint64_t>(seed));
    }
  });
}

BRIDGE_API int bridge_generator_default(at::Generator** result) {
  return guarded([&] { *result = new at::Generator(at::detail::getDefaultCPUGenerator()); });
}

BRIDGE_API int bridge_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, at::Generator** result) {
  return guarded([&] {
    const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    auto generator = device.is_cpu() ? at::detail::createCPUGenerator() : default_generator(device).clone();
    generator.set_current_seed(seed);
    *result = new at::Generator(std::move(generator));
  });
}

BRIDGE_API void bridge_generator_release(at::Generator* generator) { delete generator; }

BRIDGE_API int bridge_generator_manual_seed(at::Generator* generator, int64_t seed) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(static_cast<uint64_t>(seed));
  });
}

// Draws a seed from the operating system and sets it.
BRIDGE_API int bridge_generator_seed(at::Generator* generator, int64_t* seed) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    *seed = static_cast<int64_t>(generator->seed());
  });
}

BRIDGE_API int bridge_generator_initial_seed(at::Generator* generator, int64_t* seed) {
  return guarded([&] { *seed = static_cast<int64_t>(generator->current_seed()); });
}

BRIDGE_API int bridge_generator_get_state(at::Generator* generator, Handle* state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    *state = to_handle(generator->get_state());
  });
}

BRIDGE_API int bridge_generator_set_state(at::Generator* generator, Handle state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_state(from_handle(state));
  });
}
